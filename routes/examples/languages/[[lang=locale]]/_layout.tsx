// Tells browsers and search engines the language of a page, and where it is in the other languages.
import { type Context, type Head, type LayoutProps, alternates } from 'vial'
import { languageDetails } from '../../_languages/languages.ts'
import { LanguageSwitch } from '../../_languages/language-switch.tsx'
import { type RoomPage, listTranslations } from '../../_languages/room-pages.ts'
import { createTranslate } from '../../_languages/translate.ts'
import '../../../_forms/forms.css'
import './languages.css'

type Data = Awaited<ReturnType<typeof loader>>

export function loader({ params, route }: Context) {
  const { lang = 'en' } = params as Context<'/examples/languages/[[lang=locale]]'>['params']
  const page: RoomPage = route.endsWith('/events') ? 'events' : 'home'
  return { lang, page }
}

export const head = ({ data, url }: LayoutProps<Data | undefined>): Head => {
  const { lang, page } = data ?? { lang: 'en', page: 'home' }
  return {
    htmlAttrs: { lang, dir: languageDetails[lang].dir },
    link: alternates(listTranslations(page), url),
  }
}

export default function RoomLayout({ data, children }: LayoutProps<Data | undefined>) {
  const { lang, page } = data ?? { lang: 'en', page: 'home' }
  return (
    <>
      <LanguageSwitch label={createTranslate(lang)('languages')} language={lang} page={page} />
      {children}
    </>
  )
}
