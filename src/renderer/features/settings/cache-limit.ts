const bytesPerMegabyte = 1_000_000;
/** What the contract allows, 1 MB to 100 GB. */
export const fewestMegabytes = 1;
export const mostMegabytes = 100_000;

export const toMegabytes = (bytes: number): string => String(Math.round(bytes / bytesPerMegabyte));

/** The bytes that are meant by what was typed; `null` when that is no whole number within the range. */
export const parseMegabytes = (text: string): number | null => {
  if (!/^\d{1,6}$/.test(text.trim())) return null;
  const megabytes = Number(text);
  return megabytes < fewestMegabytes || megabytes > mostMegabytes ? null : megabytes * bytesPerMegabyte;
};
