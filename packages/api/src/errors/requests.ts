import type { ErrorEntry } from "./entry";

/** Requests that cannot be understood or answered, whoever sends them. */
export const requestErrors = {
  "bad-request": {
    status: 400,
    title: "The request is not as the API describes it",
    next: "Correct what params.issues names; /api/openapi.json describes every route.",
  },
  "bad-json": {
    status: 400,
    title: "The body is not JSON",
    next: "Send valid JSON with Content-Type: application/json.",
  },
  "unsupported-media": {
    status: 415,
    title: "This route does not take that kind of body",
    next: "Send the body with one of the Content-Types in params.accepted.",
  },
  "body-too-large": {
    status: 413,
    title: "The body is larger than allowed",
    next: "Send less; params.limitBytes is the limit of this route.",
  },
  "length-required": {
    status: 411,
    title: "The body does not say how long it is",
    next: "Send it with a Content-Length instead of in chunks.",
  },
  "https-only": {
    status: 403,
    title: "This is asked for over HTTPS alone",
    next: "Use the address params.url; a password or token that was sent here has crossed the network in clear.",
  },
  "no-such-route": {
    status: 404,
    title: "There is nothing at this address",
    next: "Compare the path with /api/openapi.json.",
  },
  "method-not-allowed": {
    status: 405,
    title: "This address does not take that method",
    next: "Use one of the methods in params.allowed.",
  },
  "not-found": {
    status: 404,
    title: "There is no such thing",
    next: "List what there is and use an id from the list.",
  },
  "bad-cursor": {
    status: 400,
    title: "This page cursor is not one of ours",
    next: "Begin again without `after`, then use each page's `next`.",
  },
  "request-timeout": {
    status: 503,
    title: "The controller did not finish in time",
    next: "Ask again; if it stays so, see `dalaba status`.",
  },
  "too-busy": {
    status: 503,
    title: "Too many such requests are waiting",
    next: "Wait a few seconds and try again.",
  },
  "our-fault": {
    status: 500,
    title: "The controller made a mistake",
    next: "Look in the controller's log for the request id in `request`, and report it.",
  },
  "controller-unreachable": {
    status: 0,
    title: "No controller answers there",
    next: "Start it (npm start or pnpm controller), or give the right --url.",
  },
  "not-a-controller": {
    status: 0,
    title: "What answers there is not the controller, or something stands in between",
    next: "Check the address and port, and any proxy on the way.",
  },
} as const satisfies Record<string, ErrorEntry>;
