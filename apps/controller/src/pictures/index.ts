export { askCamera } from "./ask-camera";
export { CameraNetworks, readCameraNetworks } from "./camera-networks";
export { PictureDesk, pictureUrl } from "./picture-desk";
export { Snapshots } from "./snapshots";
