/** docs/api/wire.json. */
export const wire: URL;
/** src/contract/wire.ts. */
export const written: URL;
/** What the second would be, made anew from the first. */
export function types(): Promise<string>;
