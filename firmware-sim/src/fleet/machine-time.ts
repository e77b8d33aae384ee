/** The machine's CLOCK_MONOTONIC, µs: true time of the simulation, and serverTime where the controller runs beside it. */
export function machineUs(): number {
  return Number(process.hrtime.bigint()) / 1000;
}
