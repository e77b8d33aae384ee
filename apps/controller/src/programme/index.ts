export { PlayDesk } from "./play-desk";
export { clipsOf, framesOf, type Part, type Programme } from "./programme";
