import { openApiDocument } from '../../lib/contract/openapi';
import { errorCatalogueTable, type Language } from './errorCatalogue';
import { replaceSection } from './section';

/** A document, or a part of one, that is made from the code. */
export interface GeneratedDocument {
	/** Relative to the repository. */
	path: string;
	/**
	 * @param before what the file holds now; undefined if there is none
	 * @returns what it should hold
	 */
	render(before: string | undefined): string;
}

const openApi: GeneratedDocument = {
	path: 'docs/openapi.json',
	render: () => `${JSON.stringify(openApiDocument(), null, '\t')}\n`,
};

function readme(path: string, language: Language): GeneratedDocument {
	return {
		path,
		render(before) {
			if (before === undefined) throw new Error(`${path} is missing: its text is written by hand`);
			return replaceSection(before, 'error-catalogue', errorCatalogueTable(language), path);
		},
	};
}

export const GENERATED_DOCUMENTS: readonly GeneratedDocument[] = [
	openApi,
	readme('README.md', 'en'),
	readme('README.zh-CN.md', 'zh'),
];
