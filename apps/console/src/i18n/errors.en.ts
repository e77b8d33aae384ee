import { errors as entries } from "@dalaba/api/browser";
import type { errors as zh } from "./errors.zh-CN";
import type { Words } from "./words";

type Errors = Words<typeof zh>;

/** What the contract says with a command's words or with `params`, said for somebody in front of a page. */
const ofThisPage = {
  "not-signed-in": { title: "Nobody is signed in", next: "Sign in and try again." },
  "sign-in-refused": {
    title: "Name or password is wrong, or this person is disabled",
    next: "Check both; an administrator can reset a password under People.",
  },
  "sign-in-slowed": { title: "Too many tries", next: "Wait {{waitSeconds}} s, then try again." },
  "link-spent": {
    title: "This sign-in link was used, has expired, or never was",
    next: "Ask an administrator for a new one; they are made under People.",
  },
  "token-unknown": {
    title: "This API token is unknown, revoked or expired",
    next: "Make a new one under People, Tokens, or sign in again.",
  },
  "token-expired": {
    title: "This API token has expired",
    next: "Make a new one under People, Tokens, or sign in again.",
  },
  "outside-your-sites": {
    title: "You may do this, but not there",
    next: "Leave out the targets outside your sites ({{sites}}), or ask for a grant there.",
  },
  "priority-too-high": {
    title: "This priority is above your highest",
    next: "Use at most {{highest}}; 80 and above need the permission “emergency”.",
  },
  "operator-unknown": { title: "There is no such operator", next: "They may have been removed: see People." },
  "session-unknown": {
    title: "There is no such session, or it has ended",
    next: "See the living ones under People, Sessions.",
  },
  "site-unknown": { title: "There is no such site", next: "It may have been removed; choose again." },
  "room-unknown": { title: "There is no such room", next: "It may have been removed; choose again." },
  "bad-request": {
    title: "The controller does not understand this request",
    next: "Check what was typed; if it is right, reload the page.",
  },
  "bad-json": {
    title: "The request is not JSON",
    next: "Reload the page; if it stays so, ask whoever looks after this.",
  },
  "unsupported-media": { title: "This kind of file is not taken here", next: "Use one of: {{accepted}}." },
  "body-too-large": { title: "That is too large", next: "At most {{limitBytes}} bytes." },
  "no-such-route": {
    title: "The controller has nothing at this address",
    next: "The page may be newer or older than the controller: reload it.",
  },
  "method-not-allowed": {
    title: "This address does not take that method",
    next: "The page may be newer or older than the controller: reload it.",
  },
  "length-required": {
    title: "The request does not say how long it is",
    next: "Open the controller's own address, without a proxy that rewrites requests.",
  },
  "announcement-unknown": {
    title: "There is no such announcement, or it is deleted",
    next: "Choose again; what is deleted can be restored.",
  },
  "announcement-in-use": {
    title: "Schedules or links need this announcement",
    next: "Change or delete those first.",
  },
  "schedule-unknown": { title: "There is no such schedule", next: "It may have been deleted; choose again." },
  "calendar-unknown": { title: "There is no such holiday calendar", next: "Choose again." },
  "calendar-in-use": {
    title: "Schedules keep to this holiday calendar",
    next: "Change those schedules first.",
  },
  "upload-unknown": {
    title: "There is no such upload, or it was given up",
    next: "Send the file again.",
  },
  "upload-offset": {
    title: "These bytes do not follow those that are here",
    next: "The page goes on from byte {{received}}.",
  },
  "upload-incomplete": {
    title: "The file is not here whole yet",
    next: "Send the rest; {{received}} bytes are here.",
  },
  "upload-damaged": { title: "The file arrived otherwise than it was announced", next: "Send it again." },
  "clip-unknown": {
    title: "There is no such clip, or it is deleted",
    next: "Choose again in the library; what is deleted can be restored there.",
  },
  "clip-version-unknown": {
    title: "The clip has no such version",
    next: "Choose one in the list of its versions.",
  },
  "clip-in-use": { title: "Something needs this clip", next: "End or change what needs it first." },
  "clip-gone": {
    title: "The file of this clip is not there any more",
    next: "Send its sound again, and have the controller's disk looked after.",
  },
  "tts-missing": {
    title: "No program is installed that speaks",
    next: "Have espeak-ng installed on the controller's machine, or DALABA_TTS set.",
  },
  "not-found": { title: "There is no such thing", next: "It may have been removed: go back to the list." },
  "bad-cursor": { title: "The place in this list is lost", next: "Begin at the top of the list again." },
  "request-timeout": {
    title: "The controller did not finish in time",
    next: "Try again; if it stays so, see Settings for how the controller does.",
  },
  "our-fault": {
    title: "Something went wrong that is no fault of yours",
    next: "Give the line below to whoever looks after this; the log has more.",
  },
  "controller-unreachable": {
    title: "The controller cannot be reached",
    next: "Check the network cable and the controller's power; the page tries again by itself.",
  },
  "https-only": {
    title: "This is asked for over HTTPS alone",
    next: "Use {{url}}; a password or token that was typed here has crossed the network in clear: change it.",
  },
  "cross-site": {
    title: "This change did not come from the controller's own page",
    next: "Open the controller's own address and do it again.",
  },
  "target-malformed": {
    title: "This target cannot be read",
    next: "Choose it again on the map or in the list.",
  },
  "target-unknown": {
    title: "There is no such target",
    next: "It may have been removed or renamed; choose again.",
  },
  "target-ambiguous": { title: "This name means several things", next: "Choose one of: {{candidates}}." },
  "target-empty": {
    title: "No speaker is meant by this target",
    next: "Widen it, or choose under Speakers.",
  },
  "broadcast-unknown": { title: "There is no such broadcast", next: "See the history." },
  "broadcast-ended": {
    title: "This broadcast has ended",
    next: "Nothing is left to stop; its result is in the history.",
  },
  "not-all-free": {
    title: "Not all speakers would sound it now",
    next: "Speak to the others without all-or-nothing, or wait for what holds these.",
  },
  "arrange-not-here": {
    title: "This cannot be aligned: only what is played is, and no emergency",
    next: "Speak or play it plain: live speech and emergencies wait for nobody.",
  },
  "emergency-not-stated": {
    title: "80 and above is an emergency, and must be called one",
    next: "Choose “emergency”, or a priority below 80.",
  },
  "why-needed": {
    title: "Who speaks in the night must say why",
    next: "Give the reason; the audit keeps it.",
  },
  "recording-gone": {
    title: "The recording of this broadcast is not there to be played again",
    next: "Say it anew; recordings go when their time is over.",
  },
  "nothing-to-repeat": {
    title: "No speaker is left to repeat it to",
    next: "See below what each did; it can also be repeated to every target.",
  },
  "event-gone": {
    title: "Older events have been cleared away",
    next: "The page reads the present state by itself.",
  },
  "listener-too-slow": {
    title: "This page did not keep up with the events",
    next: "It connects again by itself; if that is frequent, look at the network.",
  },
  "speaker-offline": { title: "This speaker is not connected", next: "Look at its power and network." },
  "speaker-unknown": { title: "There is no such speaker", next: "It may have been removed: see Speakers." },
  "listen-unavailable": {
    title: "This speaker has no way to be listened to",
    next: "Only simulated speakers can be heard; what was sent is played back in the history.",
  },
  "coordinates-missing": {
    title: "It is not said which system the positions are in",
    next: "Choose WGS-84 (GPS), GCJ-02 (Amap, Tencent) or BD-09 (Baidu).",
  },
  "encoding-unknown": {
    title: "The text is not in an encoding that can be read",
    next: "Save it as UTF-8, or say that it is GB18030.",
  },
  "nobody-listened": {
    title: "Nobody listened to the speakers of that place while it sounded",
    next: "Begin to listen first, then play it again.",
  },
  "map-unknown": { title: "There is no such map layer", next: "It may have been removed: reload the page." },
  "map-file-missing": {
    title: "The file of this map layer is not there",
    next: "Put it into the folder maps of the controller's data: {{path}}.",
  },
  "town-invalid": {
    title: "The town file has faults; nothing was changed",
    next: "Correct each of those listed (line, column, cure) and try again.",
  },
  "port-taken": {
    title: "A port is taken by another program",
    next: "Stop that program, or set {{setting}} to a free port.",
  },
  "store-locked": {
    title: "Another controller uses this data folder",
    next: "Stop process {{pid}}, or use another data folder.",
  },
  "keys-missing": {
    title: "Keys that the speakers trust are not in the data folder",
    next: "Restore {{missing}} into {{folder}} from a backup; new keys would need new credentials for every speaker.",
  },
  "keys-damaged": { title: "A key file does not hold a key", next: "Restore {{file}} from a backup." },
  "incident-unknown": {
    title: "There is no such incident among those you may see",
    next: "Choose it again in the queue.",
  },
  "incident-closed": { title: "This incident is closed", next: "Open it again first." },
  "incident-not-closed": { title: "This incident is not closed", next: "There is nothing to open again." },
  "incident-taken": { title: "{{owner}} has taken it", next: "Leave it to them, or take it over." },
  "picture-none": {
    title: "There is no picture of this",
    next: "A technician sets the address of the camera's picture.",
  },
  "picture-denied": {
    title: "The camera does not let the controller see",
    next: "A technician corrects its user and password.",
  },
  "camera-unknown": { title: "There is no such camera", next: "It may have been removed: reload the page." },
  "keys-unreadable": {
    title: "A key file cannot be read",
    next: "Give the controller's user the right to read {{file}}.",
  },
} as const satisfies Partial<Errors>;

/** The talk uplink's codes are no answers of routes, so the contract's table has no words for them. */
const ofTheUplink = {
  "journal-failed": {
    title: "What is on air could not be written down, so it is not begun",
    next: "Have the controller's disk looked at, then speak again.",
  },
  "no-target": {
    title: "None of the chosen speakers can be reached now",
    next: "See under Speakers who is online, then choose again.",
  },
  "signer-unavailable": {
    title: "The order could not be signed in time",
    next: "The signer starts again by itself: speak again in a few seconds.",
  },
  "uplink-bad-frame": {
    title: "The sound that was sent is not of the right kind",
    next: "Reload the page; if it stays so, use a recent Chrome or Edge.",
  },
  "uplink-bad-message": {
    title: "The page and the controller do not understand each other",
    next: "The page may be newer or older than the controller: reload it.",
  },
  "uplink-busy": { title: "Too many talks are open at once", next: "Wait for one to end." },
  "uplink-origin": {
    title: "A talk must be opened from the controller's own page",
    next: "Open the console at the controller's own address.",
  },
  "uplink-ticket": {
    title: "The ticket of this talk is unknown, used or older than 30 s",
    next: "Press the talk key again.",
  },
  "uplink-too-early": {
    title: "Sound came more than 3 s ahead of its time",
    next: "This computer's clock may have jumped: speak again.",
  },
  "uplink-too-fast": { title: "Sound came too fast", next: "Reload the page and speak again." },
} as const satisfies Partial<Errors>;

/** English is the language of the contract itself: where its words suit a page they are shown as they are. */
export const errors = {
  ...Object.fromEntries(Object.entries(entries).map(([code, { title, next }]) => [code, { title, next }])),
  ...ofTheUplink,
  ...ofThisPage,
} as unknown as Errors;
