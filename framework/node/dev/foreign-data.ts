// Recognizes the data of a loader that is an answer in other frameworks.

/**
 * Describes data that only Next.js understands: `{ notFound: true }`, `{ redirect: { destination } }` and `{ props }`.
 *
 * @param data What a loader returned, or what its source shows of it
 * @returns What is wrong and what to do, or `undefined` for other data
 */
export function describeForeignData(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const [name, ...others] = Object.keys(data)
  const { notFound, redirect, props } = data as Record<string, unknown>
  if (others.length > (name === 'redirect' || name === 'props' ? 1 : 0)) return undefined
  if (notFound === true)
    return 'loader returns { notFound: true } as data. Call notFound() from vial instead.'
  if (typeof redirect === 'object' && redirect !== null && 'destination' in redirect) {
    return 'loader returns { redirect } as data. Write return redirect(path) with redirect from vial instead.'
  }
  if (name === 'props' && others.length === 0 && typeof props === 'object') {
    return 'loader returns { props } as data, so the component must read data.props. Return the object itself.'
  }
  return undefined
}
