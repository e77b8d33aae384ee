import type { settings as zh } from "./settings.zh-CN";
import type { Words } from "./words";

export const settings: Words<typeof zh> = {
  look: "Language and look",
  language: "Language",
  access: "Sign-in and trust",
  trust: "Let this device trust the controller's certificate",
  microphone: "Try the microphone",
  microphoneBegin: "Begin",
  microphoneEnd: "End",
  key: {
    title: "Talk key",
    mode: "How it works",
    hold: "Hold to talk",
    latch: "Press to start, press to end",
    holdHint: "It ends when let go, when the window loses focus, and when the page is closed.",
    latchHint:
      "Another window does not end it; Esc twice does, too. While you speak the page has a red frame.",
    key: "Key",
    space: "Space",
    change: "Change",
    press: "Press a key…",
    default: "Back to Space",
    keyHint: "Pedals and button boxes mostly act as an F key. Esc cancels.",
    refused:
      "The browser or typing needs that key. Take Space, F1–F24, a letter, a digit, the keypad, or right Ctrl.",
  },
  about: {
    title: "Controller",
    well: "All is well",
    version: "Version",
    started: "Started",
    speakers: "Speakers",
    air: "Process air",
    airState: { listening: "Working", starting: "Starting", gone: "Does not answer" },
    clock: "Clock id",
    store: "Database",
    schema: "schema {{n}}",
    http: "Pages and API",
    talk: "Talk uplink",
    mqtt: "Speakers (MQTT)",
    clockUrl: "Clock",
  },
};
