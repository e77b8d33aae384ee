export { PlayDesk } from "./play-desk";
export { framesOf, type Part, type Programme } from "./programme";
