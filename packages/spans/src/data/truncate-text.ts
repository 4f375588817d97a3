/** Cuts a text to a number of characters, never within one, and says how long it was; `0` cuts nothing. */
export function truncateText(text: string, maxChars: number): string {
  if (maxChars === 0 || text.length <= maxChars) return text;
  const lastKept = text.charCodeAt(maxChars - 1);
  const splitsPair = lastKept >= 0xd800 && lastKept <= 0xdbff;
  return `${text.slice(0, splitsPair ? maxChars - 1 : maxChars)}...[truncated, ${text.length} total chars]`;
}
