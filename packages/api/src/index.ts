export * from "./talk-uplink";
