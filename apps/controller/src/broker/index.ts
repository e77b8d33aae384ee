export { BrokerGuard } from "./broker-guard";
export { type BrokerUsers, brokerUsers, RESERVED_USERS } from "./broker-users";
export { MOSQUITTO_FOLDER, type MosquittoInput, mosquittoFiles } from "./mosquitto-files";
export { mosquittoHash } from "./password-hash";
export { type ProbeCode, probeRights } from "./probe-rights";
