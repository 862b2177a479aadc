// A cached page without personal parts.
import { Rows } from './_rows.tsx'

export const config = { cache: { maxAge: 3600 } }

export const head = { title: 'Cached' }

export default () => (
  <>
    <b>Visits: 0</b>
    <Rows />
  </>
)
