// Stores the visitor's theme in a cookie and redirects back to the page.
import * as v from 'valibot'
import { type Context, redirect } from 'vial'
import { themeCookie, themes } from './_theme/theme.ts'

const ThemeSchema = v.object({
  theme: v.picklist(themes, 'Choose light, dark or system.'),
  // redirect() refuses URLs of other sites.
  page: v.optional(v.string('Name one page.'), '/'),
})

export async function POST(ctx: Context<'/theme'>) {
  const form = await ctx.form(ThemeSchema)
  if (!form.ok) return ctx.fail(422, form)
  const { theme, page } = form.data
  if (theme === 'system') ctx.cookies.delete(themeCookie)
  else ctx.cookies.set(themeCookie, theme, { maxAge: 365 * 24 * 60 * 60 })
  // Prefetched pages still have the old theme.
  ctx.headers.set('clear-site-data', '"prefetchCache"')
  return redirect(page)
}
