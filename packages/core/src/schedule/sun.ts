import { instantOf, type LocalTime } from "./local-time";

/**
 * Sunrise and sunset, by NOAA's solar equations (Global Monitoring Laboratory, "General Solar Position Calculations"): the
 * sun's upper edge at the horizon, refraction of a standard atmosphere, zenith 90.833°. Within a minute up to 60° of
 * latitude; mountains and towers are not in it.
 */

export type SunEvent = "sunrise" | "sunset";

const ZENITH = 90.833;
const DAY_MS = 86_400_000;
const RAD = Math.PI / 180;

/** UTC ms of the event on a calendar day of that longitude's mean solar time. Null in polar day or night. */
export function sunEventAt(event: SunEvent, lat: number, lon: number, day: string): number | null {
  const midnight = instantOf(`${day}T00:00:00` as LocalTime, "UTC").utcMs;
  let utcMs = midnight + (12 - lon / 15) * 3_600_000;
  // The sun moves while the day goes by: the second look is asked at the time that the first one found.
  for (let look = 0; look < 3; look++) {
    const { equationMinutes, declination } = sunAt(utcMs);
    const cos =
      (Math.cos(ZENITH * RAD) - Math.sin(lat * RAD) * Math.sin(declination)) /
      (Math.cos(lat * RAD) * Math.cos(declination));
    if (cos > 1 || cos < -1) return null;
    const angle = Math.acos(cos) / RAD;
    const minutes = 720 - 4 * (lon + (event === "sunrise" ? angle : -angle)) - equationMinutes;
    utcMs = midnight + minutes * 60_000;
  }
  return Math.round(utcMs);
}

/** Of the sun at an instant: equation of time in minutes, declination in radians. */
function sunAt(utcMs: number): { readonly equationMinutes: number; readonly declination: number } {
  // Julian centuries since J2000.0; 1970-01-01T00:00Z is day 2,440,587.5.
  const t = (utcMs / DAY_MS + 2_440_587.5 - 2_451_545) / 36_525;
  const meanLongitude = (280.46646 + t * (36_000.76983 + t * 0.0003032)) % 360;
  const anomaly = (357.52911 + t * (35_999.05029 - 0.0001537 * t)) * RAD;
  const eccentricity = 0.016708634 - t * (0.000042037 + 0.0000001267 * t);
  const centre =
    Math.sin(anomaly) * (1.914602 - t * (0.004817 + 0.000014 * t)) +
    Math.sin(2 * anomaly) * (0.019993 - 0.000101 * t) +
    Math.sin(3 * anomaly) * 0.000289;
  const node = (125.04 - 1934.136 * t) * RAD;
  const longitude = (meanLongitude + centre - 0.00569 - 0.00478 * Math.sin(node)) * RAD;
  const obliquity =
    (23 +
      (26 + (21.448 - t * (46.815 + t * (0.00059 - t * 0.001813))) / 60) / 60 +
      0.00256 * Math.cos(node)) *
    RAD;
  const y = Math.tan(obliquity / 2) ** 2;
  const long = meanLongitude * RAD;
  const equation =
    y * Math.sin(2 * long) -
    2 * eccentricity * Math.sin(anomaly) +
    4 * eccentricity * y * Math.sin(anomaly) * Math.cos(2 * long) -
    0.5 * y * y * Math.sin(4 * long) -
    1.25 * eccentricity * eccentricity * Math.sin(2 * anomaly);
  return {
    equationMinutes: (4 * equation) / RAD,
    declination: Math.asin(Math.sin(obliquity) * Math.sin(longitude)),
  };
}
