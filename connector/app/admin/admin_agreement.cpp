// The agreement between Marketing and Sales, from the files in force.
#include "connector/app/admin/admin_service.h"
#include "connector/handoff/agreement.h"

#include <algorithm>

namespace crosswalk {

CommandAnswer agreement_answer(const Mapping& mapping, std::string language, bool html) {
    if (language.empty()) language = "en";
    if (std::ranges::find(handoff::kAgreementLanguages, language) == handoff::kAgreementLanguages.end())
        return answer_of(
            Fault{
                "agreement.language",
                "The agreement is not written in '" + language + "'.",
                "Ask for 'en' or 'vi'."},
            kUsage
        );
    if (mapping.handoff == nullptr)
        return answer_of(Fault{
            "agreement.none",
            "Nothing is agreed: there is no handoff.yaml in force.",
            "Add it to the mapping files, then `crosswalk mapping activate`."});
    const handoff::AgreementPage page = handoff::agreement_page(mapping, language);
    CommandAnswer out{.text = html ? handoff::as_html(page) : handoff::as_text(page)};
    boost::json::object data = handoff::agreement_values(mapping);
    data["language"] = language;
    data["page"] = out.text;
    out.data = std::move(data);
    return out;
}

CommandAnswer command_agreement(AdminService& admin, const CommandRequest& request) {
    return agreement_answer(*admin.engine.mapping(), request.text("lang"), request.flag("html"));
}

}  // namespace crosswalk
