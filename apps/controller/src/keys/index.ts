export { KeyFolder, type KeyRing, type KeysCode } from "./key-ring";
export { type CurrentKeySet, currentKeySet } from "./key-set";
export { KEY_TABLE, type KeyRow, keyFileName, ROOT_FILE, SEAL_FILE, STREAM_KID } from "./key-table";
