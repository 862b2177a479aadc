// The tag that tells browsers the visitor's theme before the first paint, also on pages that are the same for all visitors.
import { useRequest } from 'vial'
import { readTheme, toColorScheme } from './theme.ts'

export default function ColorScheme() {
  return <meta name="color-scheme" content={toColorScheme(readTheme(useRequest()))} />
}
