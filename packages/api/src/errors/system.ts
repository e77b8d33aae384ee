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
  "address-unusable": {
    status: 503,
    title: "This machine cannot listen on that address",
    next: "Set DALABA_HOST to an address of this machine, such as 127.0.0.1 or 0.0.0.0.",
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
  "disk-failing": {
    status: 503,
    title: "The disk refused a read or a write",
    next: "Look at the disk's health and save the data folder elsewhere.",
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
  "broker-not-probed": {
    status: 503,
    title: "The external broker's rights have not been tried yet",
    next: "Wait a few seconds; `dalaba status` says how it went.",
  },
  "broker-unreachable": {
    status: 503,
    title: "The external broker does not answer",
    next: "Start it, or correct DALABA_MQTT_URL; it is tried again every 2 s.",
  },
  "broker-probe-refused": {
    status: 503,
    title: "The external broker does not know the users that try its rights",
    next: "Install the files of `dalaba broker export mosquitto --out DIR` and reload the broker.",
  },
  "broker-probe-failed": {
    status: 503,
    title: "The external broker withholds what a speaker needs, so its rights cannot be tried",
    next: "Install the files of `dalaba broker export mosquitto --out DIR` and reload the broker.",
  },
  "keys-missing": {
    status: 503,
    title: "Keys that the speakers trust are not in the data folder",
    next: "Restore params.missing into params.folder from a backup; new keys would need new credentials for every speaker.",
  },
  "keys-damaged": {
    status: 503,
    title: "A key file does not hold a key",
    next: "Restore params.file from a backup.",
  },
  "keys-unreadable": {
    status: 503,
    title: "A key file cannot be read",
    next: "Give this user the right to read params.file.",
  },
  "certificate-unreadable": {
    status: 503,
    title: "The certificate for HTTPS, or its key, cannot be read",
    next: "Set DALABA_TLS_CERT and DALABA_TLS_KEY to PEM files that this user may read, without a passphrase; or unset both.",
  },
  "certificate-key-mismatch": {
    status: 503,
    title: "The key does not belong to the certificate for HTTPS",
    next: "Set DALABA_TLS_KEY to the key with which the certificate was asked for; the server's own certificate comes first in its file.",
  },
  "certificate-expired": {
    status: 503,
    title: "The certificate for HTTPS has expired; browsers warn of it",
    next: "Renew it and replace the files of DALABA_TLS_CERT and DALABA_TLS_KEY; it is taken up within seconds.",
  },
  "certificate-ending": {
    status: 503,
    title: "The certificate for HTTPS ends soon",
    next: "Renew it and replace the files of DALABA_TLS_CERT and DALABA_TLS_KEY; it is taken up within seconds.",
  },
  "certificate-name-outside": {
    status: 503,
    title: "The local authority may not vouch for a name that was set later than it was made",
    next: "Use another name or a certificate of your own; or remove keys/authority.pem and start again, and every device must trust the new authority.",
  },
  "root-not-ejected": {
    status: 503,
    title: "The root key still lies on this machine",
    next: "Nothing to do yet: moving it out comes with a later version. Keep a backup of the keys folder in a safe place.",
  },
  "bad-keys": {
    status: 503,
    title: "The process that speaks to the speakers cannot use the keys",
    next: "Look for `air` in the controller's log; restore the keys folder from a backup.",
  },
  "journal-gap": {
    status: 503,
    title: "A part of the journal is missing: what happened then is not known",
    next: "Look at the disk and at who deletes files in the data folder; results of that time may say no-answer.",
  },
  "journal-damaged": {
    status: 503,
    title: "A line of the journal cannot be read and was passed over",
    next: "Look at the disk; keep the journal folder for whoever looks into it.",
  },
  "disk-low": {
    status: 507,
    title: "The disk of the controller is nearly full",
    next: "Free some: fewer days of recordings, or a larger disk; at 97 % nothing is recorded any more.",
  },
  "recording-stopped": {
    status: 507,
    title: "The disk is so full that nothing is recorded; talks go on",
    next: "Free some space on the disk of DALABA_DATA; recording begins again by itself.",
  },
} as const satisfies Record<string, ErrorEntry>;
