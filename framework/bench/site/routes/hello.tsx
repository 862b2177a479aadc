// A small page that depends on its query.
import type { Context, PageProps } from 'vial'

export const head = { title: 'Hello' }

export function loader({ query }: Context<'/hello'>) {
  return { name: query.get('name') ?? 'world' }
}

export default function Hello({ data }: PageProps<'/hello'>) {
  return (
    <>
      <h1>Hello, {data.name}!</h1>
      <p>
        Now: <time>{new Date().toISOString()}</time>
      </p>
    </>
  )
}
