#include "connector/contract/markup.h"
#include "connector/handoff/agreement.h"

namespace crosswalk::handoff {
std::string as_text(const AgreementPage& page) {
    std::string out = underlined(page.title, '=');
    for (const AgreementSection& section : page.sections) {
        out += "\n" + underlined(section.heading, '-');
        for (const std::string& paragraph : section.paragraphs) out += text_paragraph(paragraph);
        if (!section.paragraphs.empty() && !section.rows.empty()) out += "\n";
        out += text_table(section.rows);
    }
    for (const std::string& signature : page.signatures)
        out += "\n\n" + std::string(kPageColumns / 2, '_') + "\n" + signature + "\n";
    return out + "\n" + page.footer + "\n";
}

std::string as_html(const AgreementPage& page) {
    std::string out;
    for (const AgreementSection& section : page.sections) {
        out += "<h2>" + html_escaped(section.heading) + "</h2>\n";
        for (const std::string& paragraph : section.paragraphs) out += "<p>" + html_escaped(paragraph) + "</p>\n";
        out += html_table(section.rows);
    }
    for (const std::string& signature : page.signatures)
        out += "<p class=\"sign\">" + html_escaped(signature) + "</p>\n";
    out += "<footer>" + html_escaped(page.footer) + "</footer>\n";
    return html_document(page.language, page.title, out);
}

}  // namespace crosswalk::handoff
