/** Simulated speakers for tests, the demo and the bench. Real firmware needs nothing of this: it has SPEC.md. */
export type { Truth } from "./card/truth";
export { type ControlServer, startControl } from "./control/control-server";
export { type CredentialsRefusal, readCredentialsFile } from "./credentials-file";
export { type Fault, type FaultRefusal, readFault } from "./faults/fault";
export type { DeviceState } from "./fleet/device-options";
export { type Fleet, type FleetOptions, type SpeakerTruth, startFleet } from "./fleet/fleet";
export { machineUs } from "./fleet/machine-time";
export { startSpeaker } from "./fleet/start-speaker";
