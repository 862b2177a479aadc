// The HTML document around every page.
import { type AppProps, publicUrl } from 'vial'
// In one file with the base: browsers ask for six files at a time, and the home page has as many.
import './_site/base.css'
import './_theme/theme.css'
import ColorScheme from './_theme/color-scheme.personal.tsx'

export default function App({ children }: AppProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <ColorScheme fallback={<meta name="color-scheme" content="light dark" />} />
        <link rel="icon" href={publicUrl('/favicon.ico')} sizes="32x32" />
        <link rel="icon" href={publicUrl('/favicon.svg')} type="image/svg+xml" />
        <link rel="apple-touch-icon" href={publicUrl('/apple-touch-icon.png')} />
      </head>
      <body>{children}</body>
    </html>
  )
}
