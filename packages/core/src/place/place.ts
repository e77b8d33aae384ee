/** A position in WGS-84 decimal degrees; north and east are positive. Nothing else is ever stored. */
export interface Place {
  readonly lat: number;
  readonly lon: number;
}
