// The HTML document around every page.
import { type AppProps, publicUrl, useRequest } from 'vial'
import './_site/base.css'
import { readTheme } from './_theme/theme.ts'

export default function App({ children }: AppProps) {
  const theme = readTheme(useRequest())
  return (
    <html lang="en" data-theme={theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={theme === 'system' ? 'light dark' : theme} />
        <link rel="icon" href={publicUrl('/favicon.svg')} type="image/svg+xml" />
      </head>
      <body>{children}</body>
    </html>
  )
}
