import { common, msp } from '@hyperledger/fabric-protos';

/** A key-level policy, in base64, that asks for a peer of each of some organisations; one that is named twice, for two of its peers. */
export function allOf(...mspIds: string[]): string {
  const envelope = new common.SignaturePolicyEnvelope();
  const rules = mspIds.map((mspId, index) => {
    const role = new msp.MSPRole();
    role.setMspIdentifier(mspId);
    role.setRole(msp.MSPRole.MSPRoleType.PEER);
    const principal = new msp.MSPPrincipal();
    principal.setPrincipal(role.serializeBinary());
    envelope.addIdentities(principal);
    const rule = new common.SignaturePolicy();
    rule.setSignedBy(index);
    return rule;
  });
  const all = new common.SignaturePolicy.NOutOf();
  all.setN(rules.length);
  all.setRulesList(rules);
  const rule = new common.SignaturePolicy();
  rule.setNOutOf(all);
  envelope.setRule(rule);
  return Buffer.from(envelope.serializeBinary()).toString('base64');
}
