// A page that opens the visitor's session, changes it and sends it back.
import type { Context, PageProps } from 'vial'

declare module 'vial' {
  interface Session {
    count: number
  }
}

export const head = { title: 'Session' }

export function loader({ session }: Context<'/session'>) {
  session.count = (session.count ?? 0) + 1
  return { count: session.count }
}

export default function Session({ data }: PageProps<'/session'>) {
  return <h1>Visits: {data.count}</h1>
}
