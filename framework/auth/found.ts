// What a site's own code says when it looks for somebody: each database has its word for nobody.

/** Nobody: `false` is what a comparison gives. */
type Nobody = undefined | null | false

/** Somebody or nobody, now or later. */
export type Found<Somebody> = Somebody | Nobody | Promise<Somebody | Nobody>

/** Waits for what was looked for; `undefined` when nobody was found. */
export async function awaitFound<Somebody>(found: Found<Somebody>): Promise<Somebody | undefined> {
  const somebody = await found
  return somebody === null || somebody === false ? undefined : somebody
}
