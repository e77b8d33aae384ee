import type { ErrorEntry } from "./entry";

/** Signing in, rights, operators, sessions and tokens. */
export const peopleErrors = {
  "not-signed-in": {
    status: 401,
    title: "Nobody is signed in",
    next: "Sign in: `dalaba login --url URL --user NAME`, or the page /sign-in.",
  },
  "sign-in-refused": {
    status: 401,
    title: "Name or password is wrong, or this person is disabled",
    next: "Check both; an administrator can reset a password, `pnpm controller --sign-in-link` opens a lost door.",
  },
  "sign-in-slowed": {
    status: 429,
    title: "Too many tries",
    next: "Wait params.waitSeconds seconds, then try again.",
  },
  "link-spent": {
    status: 401,
    title: "This sign-in link was used, has expired, or never was",
    next: "Get a new one: `pnpm controller --sign-in-link`, or from an administrator.",
  },
  "token-unknown": {
    status: 401,
    title: "This API token is unknown, revoked or expired",
    next: "Make a new one (`dalaba token add`) or sign in again (`dalaba login`).",
  },
  "token-expired": {
    status: 401,
    title: "This API token has expired",
    next: "Make a new one (`dalaba token add`) or sign in again (`dalaba login`).",
  },
  "cross-site": {
    status: 403,
    title: "This change did not come from the controller's own page",
    next: "With a cookie, send the header `x-dalaba: 1` from the same origin; programs use a token.",
  },
  "not-allowed": {
    status: 403,
    title: "None of your roles, or not this token, allows this",
    next: "Ask an administrator for the role or permission, or use another token.",
  },
  "outside-your-sites": {
    status: 403,
    title: "You may do this, but not there",
    next: "Choose targets within your sites (params.sites are outside), or ask for a grant there.",
  },
  "priority-too-high": {
    status: 403,
    title: "This priority is above your highest",
    next: "Use at most params.highest; 80 and above need the permission `emergency`.",
  },
  "room-not-yours": {
    status: 403,
    title: "This room stands outside your sites",
    next: "Leave the room out, or name one in a site of yours.",
  },
  "operator-exists": {
    status: 409,
    title: "An operator of that name exists",
    next: "Choose another name, or change the one there is.",
  },
  "operator-unknown": {
    status: 404,
    title: "There is no such operator",
    next: "See `dalaba user ls`.",
  },
  "last-admin": {
    status: 409,
    title: "Nobody would be left who may manage the whole installation",
    next: "Give another operator admin everywhere first.",
  },
  "site-unknown": {
    status: 404,
    title: "There is no such site",
    next: "See the sites: GET /api/v1/sites.",
  },
  "room-unknown": {
    status: 404,
    title: "There is no such room",
    next: "See the rooms: GET /api/v1/rooms.",
  },
  "session-unknown": {
    status: 404,
    title: "There is no such session, or it has ended",
    next: "See the living ones: GET /api/v1/sessions.",
  },
  "password-wrong": {
    status: 403,
    title: "The current password is wrong",
    next: "Type the current password again, or ask an administrator for a reset.",
  },
  "needs-person": {
    status: 403,
    title: "Only a person who signed in may do this, not a token",
    next: "Sign in with name and password.",
  },
} as const satisfies Record<string, ErrorEntry>;
