/** The air that sound goes through. */
export interface Air {
  /** °C, −20 to 50. */
  readonly temperatureC: number;
  /** Relative humidity, 10 to 100 %. */
  readonly humidityPercent: number;
  readonly pressureKpa: number;
}

/** A mild day in the Pearl River delta. */
export const MILD_AIR: Air = { temperatureC: 20, humidityPercent: 70, pressureKpa: 101.325 };

const KELVIN = 273.15;
/** Reference air of ISO 9613-1: 20 °C, one atmosphere. */
const REFERENCE_K = 293.15;
const REFERENCE_KPA = 101.325;
/** Triple point of water, K. */
const TRIPLE_K = 273.16;

/** Speed of sound in still air, m/s: 343.2 at 20 °C (ISO 9613-1, A.5). Humidity adds under 0.5 %, and is left out. */
export function soundMetresPerSecond(temperatureC: number): number {
  return 343.2 * Math.sqrt((temperatureC + KELVIN) / REFERENCE_K);
}

/**
 * What air takes from a pure tone, dB/km (ISO 9613-1:1993, formulas 3 to 5 and B.3): the classical loss, and what
 * oxygen and nitrogen swallow around their relaxation frequencies. ±10 % within 0.05 to 5 % of water vapour.
 */
export function absorptionDbPerKm(hz: number, air: Air): number {
  const kelvin = air.temperatureC + KELVIN;
  const warmth = kelvin / REFERENCE_K;
  const pressure = air.pressureKpa / REFERENCE_KPA;
  const saturation = 10 ** (-6.8346 * (TRIPLE_K / kelvin) ** 1.261 + 4.6151);
  /** Molar concentration of water vapour, %. */
  const vapour = (air.humidityPercent * saturation) / pressure;
  const oxygenHz = pressure * (24 + (4.04e4 * vapour * (0.02 + vapour)) / (0.391 + vapour));
  const nitrogenHz =
    (pressure / Math.sqrt(warmth)) * (9 + 280 * vapour * Math.exp(-4.17 * (warmth ** (-1 / 3) - 1)));
  const squared = hz * hz;
  const classical = (1.84e-11 / pressure) * Math.sqrt(warmth);
  const oxygen = (0.01275 * Math.exp(-2239.1 / kelvin)) / (oxygenHz + squared / oxygenHz);
  const nitrogen = (0.1068 * Math.exp(-3352 / kelvin)) / (nitrogenHz + squared / nitrogenHz);
  return 1000 * 8.686 * squared * (classical + warmth ** -2.5 * (oxygen + nitrogen));
}

/** Octaves in which a horn carries words, Hz. */
const SPEECH_HZ = [500, 1_000, 2_000] as const;

/** One number for speech, dB/km: the mean over the octaves that carry words through a horn. */
export function speechAbsorptionDbPerKm(air: Air): number {
  return SPEECH_HZ.reduce((sum, hz) => sum + absorptionDbPerKm(hz, air), 0) / SPEECH_HZ.length;
}
