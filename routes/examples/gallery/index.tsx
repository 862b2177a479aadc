// A gallery: pictures are uploaded part by part and served as files.
import * as v from 'valibot'
import { type Context, type FormFailure, HttpError, type PageProps, href, isHttpError, redirect } from 'vial'
import { ErrorSummary } from '../../_forms/error-summary.tsx'
import { Field } from '../../_forms/field.tsx'
import { Flashes } from '../../_forms/flashes.tsx'
import '../../_forms/forms.css'
import { SourceFiles } from '../../_site/source-files.tsx'
import typeSource from 'virtual:source/routes/examples/_gallery/image-type.ts?source'
import PictureField from '../_gallery/picture-field.island.tsx'
import fieldSource from 'virtual:source/routes/examples/_gallery/picture-field.island.tsx?source'
import { maxFiles, maxMegabytes } from '../_gallery/picture-limits.ts'
import limitsSource from 'virtual:source/routes/examples/_gallery/picture-limits.ts?source'
import {
  addPictures,
  listPictures,
  maxPictures,
  removePictures,
  savePicture,
} from '../_gallery/pictures.server.ts'
import picturesSource from 'virtual:source/routes/examples/_gallery/pictures.server.ts?source'
import pictureSource from 'virtual:source/routes/examples/gallery/[file].ts?source'
import pageSource from 'virtual:source/routes/examples/gallery/index.tsx?source'
import './gallery.css'

export async function loader({ session }: Context<'/examples/gallery'>) {
  const pictures = await listPictures()
  return {
    pictures: pictures.map(({ file, alt, owner }) => ({ file, alt, isOwn: owner === session.gallery })),
  }
}

const RemoveSchema = v.object({ file: v.string() })

export const actions = { upload, remove }

async function upload(ctx: Context<'/examples/gallery'>) {
  const saved: string[] = []
  let alt = ''
  try {
    for await (const part of ctx.uploads({
      maxFiles,
      maxFileSize: `${maxMegabytes}mb`,
      maxFieldSize: '1kb',
    })) {
      if (part.name === 'alt') alt = (await part.text()).trim().slice(0, 200)
      if (part.name !== 'pictures' || part.filename === undefined) continue
      const file = await savePicture(part)
      if (!file) return await refuse(422, `${part.filename} is not a supported image type.`)
      saved.push(file)
    }
  } catch (error) {
    if (isHttpError(error) && error.status === 413) return await refuse(413, error.message)
    await removePictures(saved)
    throw error
  }
  if (saved.length === 0) return refuse(422, 'Choose a picture.')
  if (alt === '') return refuse(422, 'Enter a description.', 'alt')

  ctx.session.gallery ??= crypto.randomUUID()
  const owner = ctx.session.gallery
  await addPictures(saved.map((file) => ({ file, alt, owner })))
  ctx.flash(
    'success',
    saved.length === 1 ? 'Your picture has been added.' : `Your ${saved.length} pictures have been added.`,
  )
  return redirect(href('/examples/gallery'))

  async function refuse(status: number, message: string, name = 'pictures'): Promise<FormFailure> {
    await removePictures(saved)
    return ctx.fail(status, { ok: false, values: { alt }, errors: { [name]: [message] } })
  }
}

async function remove(ctx: Context<'/examples/gallery'>) {
  const form = await ctx.form(RemoveSchema)
  if (!form.ok) return ctx.fail(422, form)
  const picture = (await listPictures()).find(({ file }) => file === form.data.file)
  if (picture && picture.owner !== ctx.session.gallery) throw new HttpError(403, 'This picture is not yours.')
  if (picture) await removePictures([picture.file])
  ctx.flash('success', 'The picture has been removed.')
  return redirect(href('/examples/gallery'))
}

export const head = ({ form }: PageProps<'/examples/gallery'>) => ({
  title: `${form ? 'Problem: ' : ''}A gallery`,
  meta: [{ name: 'description', content: 'Pictures are uploaded part by part and served as files.' }],
})

export default function Gallery({ data, form, flash }: PageProps<'/examples/gallery'>) {
  return (
    <>
      <h1>A gallery</h1>
      <p class="lead">
        Upload pictures that everyone can see here. The gallery keeps the newest {maxPictures}. You can remove
        your own.
      </p>
      <Flashes flash={flash} />
      <ErrorSummary errors={form?.errors} />
      <form class="gallery-form" method="post" action="?/upload" encType="multipart/form-data" noValidate>
        <Field
          form={form}
          name="alt"
          label="Describe the picture"
          maxlength={200}
          required
          autocomplete="off"
        />
        <PictureField form={form && { values: form.values, errors: form.errors }} />
        <div class="form-buttons">
          <button type="submit" class="button">
            Upload
          </button>
        </div>
      </form>
      <Pictures pictures={data.pictures} />
      <SourceFiles files={files}>
        <p>
          The form is read part by part. Each picture is streamed to disk, whatever its size, under a
          generated name. Its first bytes tell the image type. An island checks number, size and type before
          anything is sent, so that a visitor does not wait for an upload that is refused.
        </p>
        <p>
          The page has two kinds of forms, which name their actions: <code>?/upload</code> and{' '}
          <code>?/remove</code>.
        </p>
        <p>
          Pictures are served like any other file, with support for range requests and conditional requests.
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
    <ul class="gallery" aria-label="Uploaded pictures">
      {pictures.map(({ file, alt, isOwn }) => (
        <li key={file}>
          <img src={href('/examples/gallery/[file]', { file })} alt={alt} loading="lazy" />
          {isOwn && (
            <form method="post" action="?/remove">
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

const files = [pageSource, fieldSource, limitsSource, picturesSource, typeSource, pictureSource]
