export { bootstrapPolicies, defaultChannelPolicy, type FirstPolicies } from './bootstrap.ts';
export { type NetworkOptions, type NetworkPorts, type RunningNetwork, readTarget, startNetwork } from './network.ts';
export { type NetworkOrganisation, networkOrganisations } from './organisations.ts';
