export { ClipDesk, type ClipWish } from "./clip-desk";
export { ClipFiles } from "./clip-files";
export { ClipMaker } from "./clip-maker";
export { livingClip, sees } from "./living-clip";
export { readFrames, writeWhole } from "./opus-files";
export { UploadDesk } from "./upload-desk";
export { UploadFiles } from "./upload-files";
