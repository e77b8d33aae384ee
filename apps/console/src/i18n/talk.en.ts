import type { talk as zh } from "./talk.zh-CN";
import type { Words } from "./words";

export const talk: Words<typeof zh> = {
  fault: {
    "insecure-page": {
      title: "This page is not secure, so the browser gives it no microphone",
      next: "Open the console with https:// and follow the page on trusting this controller's certificate.",
    },
    "mic-denied": {
      title: "The browser may not use the microphone",
      next: "Click the sign left of the address, set Microphone to Allow, and reload. If it stays so, look at the privacy settings of the system.",
    },
    "mic-missing": {
      title: "There is no microphone",
      next: "Plug one in; if the chosen one is gone, choose another in the microphone test.",
    },
    "mic-busy": {
      title: "The microphone does not open: another program may be using it",
      next: "Close other programs that use it (meetings, recorders), and press again.",
    },
    "mic-unplugged": {
      title: "The microphone is gone",
      next: "Plug it in again. What you had said is still played; press again for the rest.",
    },
    "mic-needs-click": {
      title: "The browser wants a click on this page first",
      next: "Click anywhere on this page, then press the talk key.",
    },
    "mic-unsupported": {
      title: "This browser cannot use this microphone that way",
      next: "Use a recent Chrome or Edge, or set the microphone to 48 kHz in the system's sound settings.",
    },
    "mic-silent": {
      title: "No microphone signal",
      next: "Look at its mute switch, its plug and the system's level, or choose another in the microphone test.",
    },
    "mic-clipping": {
      title: "The microphone is too loud and distorts",
      next: "Move away from it, or turn it down in the system's sound settings.",
    },
    "no-air": {
      title: "The talk line did not open, and nothing was played",
      next: "Press again; if it stays so, check the network to the controller, and the controller's state.",
    },
    "air-lost": {
      title: "The line broke in the middle, and the speakers have stopped",
      next: "Check the network, press again, and say it from the beginning.",
    },
    "encoder-failed": {
      title: "This browser cannot compress sound",
      next: "Reload the page; if it stays so, use a recent Chrome or Edge.",
    },
    "night-question": {
      title: "Some speakers keep quiet hours and did not play it",
      next: "If it has to be heard, give the reason and talk again.",
    },
    "result-unknown": {
      title: "It is not known yet who played it",
      next: "Look at the history in a while.",
    },
    "ended-finished": { title: "The talk has ended", next: "If there is more to say, press again." },
    "ended-stopped": {
      title: "Somebody stopped the talk",
      next: "The history says who; press again if it is needed.",
    },
    "ended-sender-lost": {
      title: "The controller no longer heard this page and ended the talk",
      next: "Check the network and the load of this computer, and press again.",
    },
    "ended-time-limit": {
      title: "The talk reached its longest time and was ended",
      next: "If there is more to say, press again.",
    },
    "ended-uplink-refused": {
      title: "The controller refused what this page sent and ended the talk",
      next: "Reload the page and press again.",
    },
    "ended-no-audio": {
      title: "No sound came, and nothing was played",
      next: "Test the microphone and press again.",
    },
    "ended-air-restarted": {
      title: "The process that speaks to the speakers restarted, and the talk broke off",
      next: "Wait a few seconds, press again, and say it from the beginning.",
    },
  },
  meter: {
    label: "Microphone level",
    nothing: "nothing",
    quiet: "{{db}} dB, rather quiet",
    good: "{{db}} dB, good",
    clipping: "{{db}} dB, too loud, distorts",
  },
  test: {
    device: "Microphone",
    systemDevice: "The system's own choice",
    unnamed: "Microphone {{number}}",
    unplugged: "The chosen one (not connected)",
    figures: "Peak {{peak}} dBFS, automatic gain {{gain}} dB",
    opening: "Opening the microphone… When the browser asks, choose Allow.",
    hears:
      "The microphone works. Say a sentence as you would to the town: the bar should lie within the band.",
    noiseSuppression: "Noise suppression (the browser's own)",
    gainControl: "Automatic gain: near or far, soft or loud is played alike",
    record: "Record {{seconds}} s and play it back",
    recording: "Recording, please speak… {{seconds}}",
    playing: "Playing it back…",
    local: "What you say here stays on this computer; no speaker plays it.",
  },
};
