import type { reasons as zh } from "./reasons.zh-CN";
import type { Words } from "./words";

export const reasons: Words<typeof zh> = {
  offline: { title: "Not connected", next: "Look at its network and power." },
  disabled: { title: "Disabled", next: "Enable it under Speakers, if it should sound." },
  unsupported: { title: "Cannot play this format", next: "Update its firmware." },
  busy: { title: "Held by an equal broadcast", next: "Wait for it to end, or let a higher room speak." },
  muted: { title: "Muted", next: "Unmute it; for an emergency use that permission." },
  quiet: { title: "In quiet hours", next: "A signed-in operator may talk at night, or wait for the day." },
  outranked: {
    title: "Held by a higher broadcast",
    next: "Wait for it to end; the desk shows who is on air.",
  },
  denied: { title: "Refused the order", next: "Its telemetry counts why." },
  "stale-config": {
    title: "Its zones are older than the order",
    next: "It fetches the newer ones by itself; say it again.",
  },
  queued: { title: "Waited until its time was over", next: "Say it again." },
  "no-answer": { title: "Did not answer", next: "See whether it is online and its clock is good." },
  "no-receipt": { title: "Took it and sent no receipt", next: "It may have lost power or network." },
  unverified: {
    title: "Its receipt does not verify: nothing is proved",
    next: "Rotate its credentials; if it comes again, have the speaker looked at.",
  },
  "no-audio": { title: "Ended before any sound came", next: "Look at the microphone or the file." },
  "dropped-behind": {
    title: "Did not keep up and was sent no more",
    next: "Look at its network; a slow link needs the delay class “WAN”.",
  },
  disconnected: {
    title: "Connection broke in the middle",
    next: "Look at its network and power; it is offered again when it returns.",
  },
  "dead-stream": {
    title: "No sound reached it for 3 s",
    next: "Look at the network between controller and speaker.",
  },
  "sender-lost": {
    title: "The sender went away",
    next: "Look at the computer or network it was sent from, and say it again.",
  },
  stopped: { title: "Somebody stopped it", next: "The audit says who." },
  replaced: { title: "Something newer took its place", next: "Nothing to do." },
  expired: { title: "The time it might sound was over", next: "Say it again." },
  restarted: {
    title: "The speaker restarted in the middle",
    next: "If it happens again, look at its power supply.",
  },
  "factory-limit": {
    title: "A limit built into the speaker",
    next: "Shorten it, or see the maker's limits.",
  },
  "late-join": { title: "Joined after the beginning", next: "Nothing to do if it was offline then." },
  "frames-lost": {
    title: "More than 1 % of the sound was lost",
    next: "Look at the network; a slow link needs the delay class “WAN”.",
  },
  finished: { title: "Ended as planned", next: "Nothing to do." },
  "time-limit": { title: "Reached the longest it may last", next: "Say the rest in another broadcast." },
  "uplink-refused": { title: "The sender was refused in the middle", next: "The error shown then says why." },
  "air-restarted": {
    title: "The process that speaks to the speakers was restarted",
    next: "Say it again; the controller's log says why.",
  },
  accept: { title: "Took the offer", next: "Nothing to do." },
};
