export { AloneLedger } from "./alone-ledger";
export { BundleKeeper } from "./bundle-keeper";
export { clipDoor } from "./clip-door";
export { clipFileOf, StoredFiles } from "./stored-files";
