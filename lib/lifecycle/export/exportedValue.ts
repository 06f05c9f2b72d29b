import type { CriticalState, CriticalValue } from '../criticalValue';
import { fieldText } from '../fieldText';
import { confirmationMs, notificationMs, notifiedAt } from '../indicators/durations';
import { maskName, nameHider } from '../mask';

export interface ExportOptions {
	/** IANA name. */
	timeZone: string;
	/** Whether patients' names are masked, also where they stand in what people wrote. */
	maskNames: boolean;
	/** Systems whose delivery notifies the department, as for the indicators; empty: any. */
	clinicalSystems: readonly string[];
}

/** A critical value with what an export says of it. */
export interface ExportedValue {
	value: CriticalValue;
	/** Wire fields as text, masked as the options say; '' where there is none. */
	sent: (name: string) => string;
	answered: (name: string) => string;
	/** What people wrote in a field, masked as the options say. */
	masked: (field: string, text: string) => string;
	notifiedAt: number | null;
	minutesToNotification: number | null;
	minutesToConfirmation: number | null;
}

export const STATE_NAMES: Record<CriticalState, string> = {
	open: '未确认',
	confirmed: '已确认',
	cancelled: '已撤销',
	unknown: '未收到发送',
};

const minutes = (ms: number | null): number | null =>
	ms === null ? null : Math.round(ms / 6000) / 10;

function masking(fields: CriticalValue['fields'], { maskNames }: ExportOptions) {
	const name = fieldText(fields, 'patientName');
	const hide = nameHider(name);
	return (field: string, text: string): string => {
		if (!maskNames) return text;
		return field === 'patientName' ? maskName(name) : hide(text);
	};
}

/** What an export says of a critical value. */
export function exportedValue(value: CriticalValue, options: ExportOptions): ExportedValue {
	const masked = masking(value.fields, options);
	const { fields, confirm } = value;
	return {
		value,
		masked,
		sent: (name) => masked(name, fieldText(fields, name)),
		answered: (name) => (confirm === null ? '' : masked(name, fieldText(confirm, name))),
		notifiedAt: notifiedAt(value, options.clinicalSystems),
		minutesToNotification: minutes(notificationMs(value, options.clinicalSystems)),
		minutesToConfirmation: minutes(confirmationMs(value)),
	};
}
