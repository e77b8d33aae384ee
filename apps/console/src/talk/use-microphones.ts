import { useEffect, useState } from "react";

export interface MicrophoneDevice {
  readonly id: string;
  /** Empty until the browser was allowed to use a microphone. */
  readonly label: string;
}

/** The microphones of this machine, as they come and go. `known` changes when the browser may tell more: it is asked anew. */
export function useMicrophones(known: unknown): readonly MicrophoneDevice[] {
  const [devices, setDevices] = useState<readonly MicrophoneDevice[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `known` says when to look again
  useEffect(() => {
    const { mediaDevices } = navigator;
    if (!mediaDevices) return;
    let gone = false;
    const look = (): void => {
      void mediaDevices.enumerateDevices().then((all) => {
        const inputs = all.filter(({ kind, deviceId }) => kind === "audioinput" && deviceId !== "");
        if (!gone) setDevices(inputs.map(({ deviceId, label }) => ({ id: deviceId, label })));
      });
    };
    look();
    mediaDevices.addEventListener("devicechange", look);
    return () => {
      gone = true;
      mediaDevices.removeEventListener("devicechange", look);
    };
  }, [known]);
  return devices;
}
