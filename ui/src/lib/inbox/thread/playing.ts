const SPEEDS = [1, 1.5, 2] as const;

/** The speed after this one; after the fastest comes the ordinary one. */
export function nextSpeed(speed: number): number {
  return SPEEDS[(SPEEDS.findIndex((one) => one === speed) + 1) % SPEEDS.length] ?? 1;
}

/** Seconds as a player shows them: "0:14", "12:05", "1:02:03"; without a number where it is not known. */
export function clockTime(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–:––';
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3_600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
