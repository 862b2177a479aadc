// The theme switch with the choice of the visitor.
import { useRequest } from 'vial'
import ThemeSwitch from './theme-switch.island.tsx'
import { readTheme } from './theme.ts'

export default function VisitorTheme() {
  const ctx = useRequest()
  return <ThemeSwitch theme={readTheme(ctx)} page={ctx.url.pathname + ctx.url.search} hydrate="interaction" />
}
