// The other languages of a page, as buttons: they work without JavaScript, and the choice is remembered.
import { href } from 'vial'
import { type Language, languageDetails, languages } from './languages.ts'
import type { RoomPage } from './room-pages.ts'

export interface LanguageSwitchProps {
  /** The accessible name of the buttons. */
  label: string
  language: Language
  /** The page to show in the other language. */
  page: RoomPage
}

export function LanguageSwitch({ label, language, page }: LanguageSwitchProps) {
  return (
    <form class="languages" method="post" action={href('/examples/languages/choose')} aria-label={label}>
      <input type="hidden" name="page" value={page} />
      {languages.map((one) => (
        <button
          key={one}
          type="submit"
          class="button button-quiet"
          name="lang"
          value={one}
          lang={one}
          dir={languageDetails[one].dir}
          aria-current={one === language ? 'true' : undefined}
        >
          {languageDetails[one].name}
        </button>
      ))}
    </form>
  )
}
