import type { ErrorEntry } from "./entry";

/** What keeps the town from working: answers of routes, and problems in /readyz and `status`. */
export const systemErrors = {
  "air-unreachable": {
    status: 503,
    title: "The process that speaks to the speakers does not answer",
    next: "It restarts by itself within seconds; if not, look for `air` in the controller's log.",
  },
  "air-starting": {
    status: 503,
    title: "The process that speaks to the speakers is starting",
    next: "Wait a few seconds and ask again.",
  },
  "port-taken": {
    status: 503,
    title: "A port is taken by another program",
    next: "Stop that program, or set the port named in params.setting to a free one.",
  },
  "folder-unwritable": {
    status: 503,
    title: "The data folder cannot be written",
    next: "Give this user the right to write it, or set DALABA_DATA to a folder that is writable.",
  },
  "disk-full": {
    status: 507,
    title: "The disk is full",
    next: "Free space where DALABA_DATA lies, then start again.",
  },
  "store-locked": {
    status: 503,
    title: "Another controller uses this data folder",
    next: "Stop the process in params.pid, or set DALABA_DATA to another folder.",
  },
  "store-newer": {
    status: 503,
    title: "The data were written by a newer version",
    next: "Start that version, or restore a backup made before it.",
  },
  "store-damaged": {
    status: 503,
    title: "The database is damaged",
    next: "Restore a backup; keep the damaged file for whoever looks into it.",
  },
  "sqlite-missing": {
    status: 503,
    title: "No SQLite could be loaded",
    next: "Run `npm run bootstrap` again; it names what does not load.",
  },
  "setting-invalid": {
    status: 500,
    title: "A setting has a value that cannot be used",
    next: "Set what the line names; `dalaba config` prints all settings.",
  },
  "broker-rights-open": {
    status: 503,
    title: "The external broker lets a speaker do what it must not",
    next: "Install the files of `dalaba broker export mosquitto --out DIR` and reload the broker.",
  },
} as const satisfies Record<string, ErrorEntry>;
