/** The chaincode of localnet's own tests: small calls that each use one part of Fabric's interface. */
import { type Context, Contract } from 'fabric-contract-api';

type Results = AsyncIterable<{ key: string; value: Uint8Array }>;

class FixtureContract extends Contract {
  async ping(): Promise<string> {
    return 'pong';
  }

  async put(ctx: Context, key: string, value: string): Promise<string> {
    await ctx.stub.putState(key, Buffer.from(value));
    return 'ok';
  }

  async putMany(ctx: Context, prefix: string, count: string): Promise<string> {
    for (let i = 0; i < Number(count); i += 1) {
      await ctx.stub.putState(`${prefix}${String(i).padStart(4, '0')}`, Buffer.from(`v${i}`));
    }
    return 'ok';
  }

  async get(ctx: Context, key: string): Promise<string> {
    return text(await ctx.stub.getState(key));
  }

  async del(ctx: Context, key: string): Promise<string> {
    await ctx.stub.deleteState(key);
    return 'ok';
  }

  /** Read, modify, write; the read version goes into the read set. */
  async append(ctx: Context, key: string, value: string): Promise<string> {
    const before = text(await ctx.stub.getState(key));
    await ctx.stub.putState(key, Buffer.from(before + value));
    return before;
  }

  async range(ctx: Context, start: string, end: string): Promise<string> {
    return keys(ctx.stub.getStateByRange(start, end) as unknown as Results);
  }

  async rangeThenPut(ctx: Context, start: string, end: string, key: string): Promise<string> {
    const found = await keys(ctx.stub.getStateByRange(start, end) as unknown as Results);
    await ctx.stub.putState(key, Buffer.from(found));
    return found;
  }

  async putComposite(ctx: Context, type: string, attributes: string, value: string): Promise<string> {
    await ctx.stub.putState(ctx.stub.createCompositeKey(type, JSON.parse(attributes) as string[]), Buffer.from(value));
    return 'ok';
  }

  async rangeComposite(ctx: Context, type: string, attributes: string): Promise<string> {
    return keys(ctx.stub.getStateByPartialCompositeKey(type, JSON.parse(attributes) as string[]) as unknown as Results);
  }

  async putPrivate(ctx: Context, collection: string, key: string): Promise<string> {
    await ctx.stub.putPrivateData(collection, key, transient(ctx));
    return 'ok';
  }

  async putPrivateAndPublic(ctx: Context, collection: string, key: string): Promise<string> {
    await ctx.stub.putPrivateData(collection, key, transient(ctx));
    await ctx.stub.putState(key, Buffer.from('public'));
    return 'ok';
  }

  async getPrivate(ctx: Context, collection: string, key: string): Promise<string> {
    return text(await ctx.stub.getPrivateData(collection, key));
  }

  async getPrivateHash(ctx: Context, collection: string, key: string): Promise<string> {
    return Buffer.from(await ctx.stub.getPrivateDataHash(collection, key)).toString('hex');
  }

  async appendPrivate(ctx: Context, collection: string, key: string): Promise<string> {
    const before = text(await ctx.stub.getPrivateData(collection, key));
    await ctx.stub.putPrivateData(collection, key, Buffer.concat([Buffer.from(before), transient(ctx)]));
    return 'ok';
  }

  async delPrivate(ctx: Context, collection: string, key: string): Promise<string> {
    await ctx.stub.deletePrivateData(collection, key);
    return 'ok';
  }

  async purgePrivate(ctx: Context, collection: string, key: string): Promise<string> {
    await ctx.stub.purgePrivateData(collection, key);
    return 'ok';
  }

  async rangePrivate(ctx: Context, collection: string, start: string, end: string): Promise<string> {
    return keys(ctx.stub.getPrivateDataByRange(collection, start, end) as unknown as Results);
  }

  async rangePrivateThenPut(ctx: Context, collection: string, key: string): Promise<string> {
    await keys(ctx.stub.getPrivateDataByRange(collection, '', '') as unknown as Results);
    await ctx.stub.putState(key, Buffer.from('x'));
    return 'ok';
  }

  async event(ctx: Context, name: string, payload: string): Promise<string> {
    ctx.stub.setEvent(name, Buffer.from(payload));
    return 'ok';
  }

  async fail(_ctx: Context, message: string): Promise<string> {
    throw new Error(message);
  }

  async random(): Promise<string> {
    return String(Math.random());
  }

  /** A key's history: value, or `deleted`, of each entry with its transaction id and time in milliseconds. */
  async history(ctx: Context, key: string): Promise<string> {
    const iterator = await ctx.stub.getHistoryForKey(key);
    const entries: unknown[] = [];
    for (let next = await iterator.next(); next.value; next = await iterator.next()) {
      const { txId, isDelete, value, timestamp } = next.value;
      const time = Number(timestamp.seconds) * 1000 + timestamp.nanos / 1e6;
      entries.push([isDelete ? 'deleted' : text(value), txId, time]);
      if (next.done) break;
    }
    return JSON.stringify(entries);
  }

  /** Gives a key of the public state, or of a collection, its own endorsement policy (base64). */
  async setPolicy(ctx: Context, collection: string, key: string, policy: string): Promise<string> {
    const bytes = Buffer.from(policy, 'base64');
    if (collection === '') await ctx.stub.setStateValidationParameter(key, bytes);
    else await ctx.stub.setPrivateDataValidationParameter(collection, key, bytes);
    return 'ok';
  }

  /** A key's own endorsement policy (base64); empty when it has none. */
  async getPolicy(ctx: Context, collection: string, key: string): Promise<string> {
    const bytes =
      collection === ''
        ? await ctx.stub.getStateValidationParameter(key)
        : await ctx.stub.getPrivateDataValidationParameter(collection, key);
    return Buffer.from(bytes ?? []).toString('base64');
  }

  async query(ctx: Context): Promise<string> {
    await ctx.stub.getQueryResult('{}');
    return 'ok';
  }

  /** One page: how many keys, the first and the last one, and after `|` the bookmark. */
  async page(ctx: Context, start: string, end: string, size: string, bookmark: string): Promise<string> {
    const { iterator, metadata } = await ctx.stub.getStateByRangeWithPagination(start, end, Number(size), bookmark);
    const found: string[] = [];
    for (let next = await iterator.next(); next.value; next = await iterator.next()) {
      found.push(next.value.key);
      if (next.done) break;
    }
    return `${found.length} ${found.at(0)} ${found.at(-1)}|${metadata?.bookmark ?? ''}`;
  }

  async pageThenPut(ctx: Context, start: string, end: string, key: string): Promise<string> {
    await ctx.stub.getStateByRangeWithPagination(start, end, 3, '');
    await ctx.stub.putState(key, Buffer.from('after a page'));
    return 'ok';
  }

  async putThenPage(ctx: Context, start: string, end: string, key: string): Promise<string> {
    await ctx.stub.putState(key, Buffer.from('before a page'));
    await ctx.stub.getStateByRangeWithPagination(start, end, 3, '');
    return 'ok';
  }

  async attribute(ctx: Context, name: string): Promise<string> {
    return `${ctx.clientIdentity.getMSPID()} ${ctx.clientIdentity.getAttributeValue(name)}`;
  }

  async transientNames(ctx: Context): Promise<string> {
    return [...ctx.stub.getTransient().keys()].join(',');
  }

  async crash(): Promise<string> {
    process.exit(3);
  }
}

function text(value: Uint8Array): string {
  return Buffer.from(value).toString();
}

function transient(ctx: Context): Buffer {
  return Buffer.from(ctx.stub.getTransient().get('value') ?? '');
}

async function keys(results: Results): Promise<string> {
  const found: string[] = [];
  for await (const { key, value } of results) found.push(`${key}=${text(value)}`);
  return JSON.stringify(found);
}

export const contracts = [FixtureContract];
