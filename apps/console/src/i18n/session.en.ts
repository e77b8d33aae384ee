import type { session as zh } from "./session.zh-CN";
import type { Words } from "./words";

export const session: Words<typeof zh> = {
  signIn: {
    title: "Sign in",
    user: "Name",
    password: "Password",
    room: "Room",
    roomHint: "The room that others see when you speak from here",
    submit: "Sign in",
    working: "Signing in…",
    link: "You opened a one-time sign-in link.",
    linkHint: "It works once. Set a password afterwards.",
    linkSubmit: "Sign in with this link",
    ended: "You have been signed out. Sign in again.",
    trust: "This computer does not trust the certificate? Read here",
    unreachable: "The controller cannot be reached",
    unreachableHint: "Check the network cable and the controller's power. This page tries again by itself.",
  },
  setup: {
    title: "First set-up",
    intro: "Set a password; you sign in with it from now on.",
    password: "New password",
    passwordHint: "At least 10 characters; long is stronger than complicated.",
    again: "Once more",
    mismatch: "The two differ",
    short: "Too short: at least 10 characters",
    current: "Current password",
    submit: "Save password",
    later: "Later",
    done: "Password saved",
    next: "What next",
    nextMic: "Try the microphone",
    nextPeople: "Add operators",
    nextDesk: "To the desk",
  },
};
