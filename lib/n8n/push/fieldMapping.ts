import type {
	ILoadOptionsFunctions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';

import { wireFields, type WireField } from '../../contract/fields';
import { interfaceOf, isOperation } from './operations';

const RISK_ID = 'riskId';

/**
 * Wire name first, as the target’s vendor calls it; then what it means and which values it takes. Chinese
 * before English here: the editor cuts the label off after some twenty characters.
 */
function label(field: WireField): string {
	const values = field.values?.map(({ value, zh }) => `${value} ${zh}`).join(', ');
	const meaning = `${field.name} ${field.zh} — ${field.en}`;
	return values === undefined ? meaning : `${meaning} (${values})`;
}

/**
 * A field of the mapper, filled with the incoming item's field of the same name.
 *
 * All are texts: with a typed field n8n refuses an item whose value is not of the list, and an
 * unknown patient class must not keep a critical value from being delivered.
 */
const mapperField = (field: WireField): ResourceMapperField => ({
	id: field.name,
	displayName: label(field),
	type: 'string',
	required: field.name === RISK_ID,
	display: true,
	defaultMatch: false,
	canBeUsedToMatch: false,
	defaultValue: `={{ $json.${field.name} }}`,
});

/** The fields of the chosen operation's interface, for n8n's resource mapper. */
export async function getWireFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const operation: unknown = this.getCurrentNodeParameter('operation');
	const { number } = interfaceOf(isOperation(operation) ? operation : 'pushCriticalValue');
	return { fields: wireFields(number).map(mapperField) };
}
