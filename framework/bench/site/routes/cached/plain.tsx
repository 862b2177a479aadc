// A cached page without personal parts.
import { Rows } from './_rows.tsx'

export const config = { cache: { maxAge: 3600 } }

export default () => (
  <main>
    <b>Visits: 0</b>
    <Rows />
  </main>
)
