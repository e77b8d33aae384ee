export { ListeningDesk } from "./listening-desk";
export { NO_SIM, type SimDoor, simDoor } from "./sim-door";
