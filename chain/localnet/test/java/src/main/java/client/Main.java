package client;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hyperledger.fabric.client.CommitException;
import org.hyperledger.fabric.client.Contract;
import org.hyperledger.fabric.client.EndorseException;
import org.hyperledger.fabric.client.Gateway;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.client.Hash;
import org.hyperledger.fabric.client.Network;
import org.hyperledger.fabric.client.SubmittedTransaction;
import org.hyperledger.fabric.client.identity.Identities;
import org.hyperledger.fabric.client.identity.Signers;
import org.hyperledger.fabric.client.identity.X509Identity;
import org.hyperledger.fabric.protos.common.BlockMetadataIndex;

/**
 * One step after the other with the Java gateway client, on a network with the fixture chaincode. Prints what each step
 * saw as one line of JSON. The one argument is the network's target.json.
 */
public final class Main {
    private static final Gson GSON = new Gson();

    private final Network network;
    private final Contract contract;

    private Main(Network network, String chaincode) {
        this.network = network;
        this.contract = network.getContract(chaincode);
    }

    public static void main(String[] args) throws Exception {
        JsonObject target = JsonParser.parseString(Files.readString(Path.of(args[0]))).getAsJsonObject();
        JsonObject own = organisation(target.getAsJsonArray("organisations"), "health");
        JsonObject user = own.getAsJsonObject("users").getAsJsonObject("user");
        ManagedChannel channel = NettyChannelBuilder.forTarget(own.get("endpoint").getAsString())
                .sslContext(GrpcSslContexts.forClient().trustManager(file(own, "tlsRoot").toFile()).build())
                .overrideAuthority(own.get("tlsServerName").getAsString())
                .build();
        var certificate = Identities.readX509Certificate(Files.newBufferedReader(file(user, "certificate")));
        var key = Identities.readPrivateKey(Files.newBufferedReader(file(user, "key")));
        try (Gateway gateway = Gateway.newInstance()
                .identity(new X509Identity(own.get("mspId").getAsString(), certificate))
                .signer(Signers.newPrivateKeySigner(key))
                .hash(Hash.SHA256)
                .connection(channel)
                .connect()) {
            Network network = gateway.getNetwork(target.get("channel").getAsString());
            new Main(network, target.get("chaincode").getAsString()).run();
        } finally {
            channel.shutdownNow();
        }
    }

    private void run() throws Exception {
        say("submit", Map.of("result", text(contract.submitTransaction("put", "java", "coffee"))));
        say("evaluate", Map.of("result", text(contract.evaluateTransaction("get", "java"))));
        privateData();
        events();
        blocks();
        errors();
    }

    private void privateData() throws Exception {
        contract.newProposal("putPrivate")
                .addArguments("shared", "cup")
                .putTransient("value", "black")
                .build()
                .endorse()
                .submit();
        say("private", Map.of("value", text(contract.evaluateTransaction("getPrivate", "shared", "cup"))));
    }

    private void events() throws Exception {
        SubmittedTransaction first = contract.newProposal("event")
                .addArguments("brewed", "one")
                .build()
                .endorse()
                .submitAsync();
        long block = first.getStatus().getBlockNumber();
        contract.submitTransaction("event", "brewed", "two");
        try (var events = network.newChaincodeEventsRequest(contract.getChaincodeName())
                .startBlock(block)
                .build()
                .getEvents()) {
            for (int count = 0; count < 2; count++) {
                var event = events.next();
                boolean same = event.getTransactionId().equals(first.getTransactionId());
                say("event", ordered("name", event.getEventName(), "payload", text(event.getPayload()), "first", same));
            }
        }
    }

    private void blocks() {
        try (var blocks = network.newBlockEventsRequest().startBlock(0).build().getEvents()) {
            for (int number = 0; number < 3; number++) {
                var block = blocks.next();
                var codes = block.getMetadata().getMetadata(BlockMetadataIndex.TRANSACTIONS_FILTER_VALUE);
                say("block", ordered("number", block.getHeader().getNumber(), "codes", codes.size()));
            }
        }
        try (var blocks = network.newFilteredBlockEventsRequest().startBlock(2).build().getEvents()) {
            var block = blocks.next();
            say("filtered", ordered("number", block.getNumber(), "code", code(block.getFilteredTransactions(0))));
        }
        try (var blocks = network.newBlockAndPrivateDataEventsRequest().startBlock(3).build().getEvents()) {
            var set = blocks.next().getPrivateDataMapOrThrow(0).getNsPvtRwset(0);
            String collection = set.getCollectionPvtRwset(0).getCollectionName();
            say("privateBlock", ordered("namespace", set.getNamespace(), "collection", collection));
        }
    }

    private static String code(org.hyperledger.fabric.protos.peer.FilteredTransaction transaction) {
        return transaction.getTxValidationCode().name();
    }

    private void errors() throws Exception {
        try {
            contract.submitTransaction("fail", "no more milk");
        } catch (EndorseException error) {
            say("endorseError", described(error));
        }
        try {
            contract.evaluateTransaction("fail", "no more milk");
        } catch (GatewayException error) {
            say("evaluateError", described(error));
        }
        var one = contract.newProposal("append").addArguments("java", "!").build().endorse();
        contract.submitTransaction("append", "java", "?");
        try {
            one.submit();
        } catch (CommitException error) {
            say("commitError", Map.of("code", error.getCode().name()));
        }
    }

    private static Map<String, Object> described(GatewayException error) {
        var details = error.getDetails().stream()
                .map(detail -> ordered("mspId", detail.getMspId(), "message", detail.getMessage()))
                .toList();
        return ordered("status", error.getStatus().getCode().name(), "details", details);
    }

    private static void say(String step, Map<String, ?> seen) {
        Map<String, Object> line = ordered("step", step);
        line.putAll(seen);
        System.out.println(GSON.toJson(line));
    }

    private static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int at = 0; at < pairs.length; at += 2) map.put((String) pairs[at], pairs[at + 1]);
        return map;
    }

    private static JsonObject organisation(JsonArray organisations, String name) {
        for (JsonElement each : organisations) {
            JsonObject organisation = each.getAsJsonObject();
            if (organisation.get("name").getAsString().equals(name)) return organisation;
        }
        throw new IllegalArgumentException("no organisation " + name);
    }

    private static Path file(JsonObject paths, String name) {
        return Path.of(paths.get(name).getAsString());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
