// The reading room: a page in three languages. Each has its own URL, so all of them are cached.
import { type PageProps, href } from 'vial'
import { SourceFiles } from '../../../_site/source-files.tsx'
import switchSource from 'virtual:source/routes/examples/_languages/language-switch.tsx?source'
import languagesSource from 'virtual:source/routes/examples/_languages/languages.ts?source'
import arabicSource from 'virtual:source/routes/examples/_languages/messages.ar.ts?source'
import englishSource from 'virtual:source/routes/examples/_languages/messages.en.ts?source'
import preferredSource from 'virtual:source/routes/examples/_languages/preferred-language.ts?source'
import { toRoomPath } from '../../_languages/room-pages.ts'
import { createTranslate } from '../../_languages/translate.ts'
import translateSource from 'virtual:source/routes/examples/_languages/translate.ts?source'
import layoutSource from 'virtual:source/routes/examples/languages/[[lang=locale]]/_layout.tsx?source'
import middlewareSource from 'virtual:source/routes/examples/languages/[[lang=locale]]/_middleware.ts?source'
import pageSource from 'virtual:source/routes/examples/languages/[[lang=locale]]/index.tsx?source'
import chooseSource from 'virtual:source/routes/examples/languages/choose.ts?source'

type Props = PageProps<'/examples/languages/[[lang=locale]]'>

export const config = { cache: { maxAge: 60, swr: 600 } }

export const head = ({ params }: Props) => {
  const translate = createTranslate(params.lang ?? 'en')
  return {
    title: translate('title'),
    meta: [{ name: 'description', content: translate('description') }],
  }
}

// Arabic has another form for each of these numbers.
const counts = [0, 1, 2, 3, 11, 100]

export default function ReadingRoom({ params }: Props) {
  const lang = params.lang ?? 'en'
  const translate = createTranslate(lang)
  return (
    <>
      <h1>{translate('title')}</h1>
      <p class="lead">{translate('intro')}</p>
      <p>
        <a href={toRoomPath('events', lang)}>{translate('events')}</a>
      </p>
      <h2>{translate('loansTitle')}</h2>
      <ul class="loans">
        {counts.map((count) => (
          <li key={count}>{translate('loans', { count })}</li>
        ))}
      </ul>
      <SourceFiles files={files}>
        <p>
          Each language has its own URLs. One without a language leads to the one that you chose before, or
          else to the one that your browser prefers. The pages do not depend on either, so all visitors share
          them.
        </p>
        <p>
          Messages are in ICU MessageFormat, which <code>intl-messageformat</code> formats on the server.
          TypeScript reports a language without a message. The visitor’s browser gets no script for it.
        </p>
        <p>
          <a href={href('/docs/languages')}>More about languages</a>
        </p>
      </SourceFiles>
    </>
  )
}

const files = [
  pageSource,
  layoutSource,
  middlewareSource,
  chooseSource,
  languagesSource,
  preferredSource,
  translateSource,
  englishSource,
  arabicSource,
  switchSource,
]
