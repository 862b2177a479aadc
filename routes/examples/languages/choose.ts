// Remembers the language that a visitor has chosen, and shows the page in it.
import * as v from 'valibot'
import { type Context, redirect } from 'vial'
import { languages } from '../_languages/languages.ts'
import { languageCookie } from '../_languages/preferred-language.ts'
import { roomPages, toRoomPath } from '../_languages/room-pages.ts'

const ChoiceSchema = v.object({ lang: v.picklist(languages), page: v.picklist(roomPages) })

export async function POST(ctx: Context<'/examples/languages/choose'>) {
  const form = await ctx.form(ChoiceSchema)
  if (!form.ok) return ctx.fail(422, form)
  const { lang, page } = form.data
  ctx.cookies.set(languageCookie, lang, { maxAge: 365 * 24 * 3600 })
  return redirect(toRoomPath(page, lang))
}
