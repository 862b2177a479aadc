// A gallery: pictures come in part by part, and go out again as files.
import { type Context, type FormFailure, type PageProps, href, isHttpError, redirect } from 'vial'
import { ErrorSummary } from '../../_forms/error-summary.tsx'
import { Field } from '../../_forms/field.tsx'
import { Flashes } from '../../_forms/flashes.tsx'
import '../../_forms/forms.css'
import { SourceFiles } from '../../_site/source-files.tsx'
import typeSource from '../_gallery/image-type.ts?raw'
import {
  addPictures,
  listPictures,
  maxPictures,
  removePictures,
  savePicture,
} from '../_gallery/pictures.server.ts'
import picturesSource from '../_gallery/pictures.server.ts?raw'
import pictureSource from './[file].ts?raw'
import pageSource from './index.tsx?raw'
import removeSource from './remove.ts?raw'
import './gallery.css'

export async function loader({ session }: Context<'/examples/gallery'>) {
  const pictures = await listPictures()
  return {
    pictures: pictures.map(({ file, alt, owner }) => ({ file, alt, isOwn: owner === session.gallery })),
  }
}

export async function POST(ctx: Context<'/examples/gallery'>) {
  const saved: string[] = []
  let alt = ''
  try {
    for await (const part of ctx.uploads({ maxFiles: 4, maxFileSize: '5mb', maxFieldSize: '1kb' })) {
      if (part.name === 'alt') alt = (await part.text()).trim().slice(0, 200)
      if (part.name !== 'pictures' || part.filename === undefined) continue
      const file = await savePicture(part)
      if (!file) return await refuse(422, `${part.filename} is no picture that is taken here.`)
      saved.push(file)
    }
  } catch (error) {
    if (isHttpError(error) && error.status === 413) return await refuse(413, error.message)
    await removePictures(saved)
    throw error
  }
  if (saved.length === 0) return refuse(422, 'Choose a picture.')
  if (alt === '') return refuse(422, 'Say what can be seen.', 'alt')

  ctx.session.gallery ??= crypto.randomUUID()
  const owner = ctx.session.gallery
  await addPictures(saved.map((file) => ({ file, alt, owner })))
  ctx.flash(
    'success',
    saved.length === 1 ? 'Your picture is here.' : `Your ${saved.length} pictures are here.`,
  )
  return redirect(href('/examples/gallery'))

  async function refuse(status: number, message: string, name = 'pictures'): Promise<FormFailure> {
    await removePictures(saved)
    return ctx.fail(status, { ok: false, values: { alt }, errors: { [name]: [message] } })
  }
}

export const head = ({ form }: PageProps<'/examples/gallery'>) => ({
  title: `${form ? 'Problem: ' : ''}A gallery`,
  meta: [{ name: 'description', content: 'Pictures come in part by part, and go out again as files.' }],
})

export default function Gallery({ data, form, flash }: PageProps<'/examples/gallery'>) {
  return (
    <>
      <h1>A gallery</h1>
      <p class="lead">
        Send pictures, and everybody can see them here. The newest {maxPictures} are kept; you can remove your
        own.
      </p>
      <Flashes flash={flash} />
      <ErrorSummary errors={form?.errors} />
      <form class="gallery-form" method="post" encType="multipart/form-data" noValidate>
        <Field form={form} name="alt" label="What can be seen?" maxlength={200} required autocomplete="off" />
        <Field
          form={form}
          name="pictures"
          label="Pictures"
          hint="Up to 4 at once, of at most 5 MB each: PNG, JPEG, GIF, WebP or AVIF."
          type="file"
          accept="image/png,image/jpeg,image/gif,image/webp,image/avif"
          multiple
          required
        />
        <div class="form-buttons">
          <button type="submit" class="button">
            Send
          </button>
        </div>
      </form>
      <Pictures pictures={data.pictures} />
      <SourceFiles files={files}>
        <p>
          The form is read part by part: a picture goes from the network to the disk, whatever its size, and
          there it gets a name of its own. What it is, its first bytes tell.
        </p>
        <p>
          The pictures go out as files do: in parts when a browser asks for parts, and not at all when it has
          them already.
        </p>
        <p>
          <a href={href('/docs/files')}>More about uploads and files</a>
        </p>
      </SourceFiles>
    </>
  )
}

function Pictures({ pictures }: { pictures: { file: string; alt: string; isOwn: boolean }[] }) {
  if (pictures.length === 0) return <p>There are no pictures yet.</p>
  return (
    <ul class="gallery" aria-label="What was sent">
      {pictures.map(({ file, alt, isOwn }) => (
        <li key={file}>
          <img src={href('/examples/gallery/[file]', { file })} alt={alt} loading="lazy" />
          {isOwn && (
            <form method="post" action={href('/examples/gallery/remove')}>
              <button
                type="submit"
                class="button button-quiet"
                name="file"
                value={file}
                aria-label={`Remove: ${alt}`}
              >
                Remove
              </button>
            </form>
          )}
        </li>
      ))}
    </ul>
  )
}

const files = [
  { file: 'routes/examples/gallery/index.tsx', code: pageSource },
  { file: 'routes/examples/_gallery/pictures.server.ts', code: picturesSource },
  { file: 'routes/examples/_gallery/image-type.ts', code: typeSource },
  { file: 'routes/examples/gallery/[file].ts', code: pictureSource },
  { file: 'routes/examples/gallery/remove.ts', code: removeSource },
]
