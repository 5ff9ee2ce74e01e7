//! To be told of a free time before the visit, and not any more.

/// Tell me. What only asks for another time is [`super::Sense::Move`].
pub(super) const WAITS: &[&str] = &[
    // Spanish
    "avisen|avise|avisa|avisenme|aviseme|avisame|avisan|avisas|avisar|avisarme|avisanos|avisenos .. si|cuando|apenas ... @earlier",
    "avisen|avise|avisa|avisenme|aviseme|avisame|avisan|avisas|avisar|avisarme|avisenos .. si|cuando|apenas .. libera|desocupa|cancela|cancelan|liberan|surge",
    "si|cuando|apenas ... @earlier .. me? avisan|avisen|avise|avisas|avisame|avisenme|aviseme|llamen|escriban|dicen",
    "si|cuando|apenas se? libera|desocupa|cancela|liberan|surge ... avisan|avisen|avise|avisas|avisame|avisenme|aviseme",
    "quiero|quisiera|necesito|gustaria|prefiero|preferiria|busco|pido .. cita|turno|hora|consulta|lugar|fecha|algo mas? @earlier",
    "adelantar|adelanten|adelantarme|adelanta|adelantan|adelantarla|adelantarlo mi|la|el|de|esta? @visit ;|por|si|en|cuando|gracias",
    "si se puede adelantar",
    "@listing .. lista|fila de? espera|esperas",
    "quiero|puedo|quisiera estar .. lista|fila de espera",
    "avisen|avise|avisa|avisenme|aviseme|avisame|avisan|avisas .. cualquier|que .. libere|libera|desocupe|desocupa|cancele|surja",
    "si .. abre|abren|libera|liberan|queda|sale|surge|aparece|desocupa .. espacio|hueco|lugar|turno|cita|hora|cupo",
    "vean|atiendan|vea|atienda|reciban|atender|atiende un? poco? mas? @earlier",
    "si|que alguien|alguno|otro .. va|viene|cancela|cancele|falta|falte|baja .. llamar|avisar|llaman|avisan|llamen|avisen|llame|avise|tomo",
    "cuenta|presente .. si|cuando .. cancela|cancelan|falta|faltan|libera|liberan|baja",
    "anotan|anoten|anotame|anotenme|apuntan|apunten|apuntame .. por? si .. libera|cancela|cancelan|surge|algo",
    "estar|entrar|anotarme|apuntarme|inscribirme|ponerme|quedar .. lista|fila de espera",
    "ojala .. @earlier",
    "quiero|quisiera|necesito|prefiero|busco .. fecha|cita|turno|hora|consulta mas cercana|cercano|proxima|proximo|pronto",
    "pasan|mandan|manden|mandenme|envien|envienme .. mensaje|aviso .. si|cuando .. @earlier|libera|hueco|lugar",
    // English
    "if .. spot|slot|opening|something|time .. opens|comes|frees .. before|take|@earlier|up",
    "if .. drops|cancels|shows .. can|take|come|me",
    "let|text|call|message me know? if|when .. drops|cancels",
    "cancellation|cancelation list",
    "be|get|go on|in the|your waitlist",
    "be|get|go on|in the|your wait|waiting list",
    "^ waitlist $",
    "put me down .. @earlier",
    "can|could|chance|possible .. move .. up",
    "keep me .. mind|posted .. @earlier|openings|opening|cancellations|cancellation",
    "add my name .. waitlist|wait|waiting list?",
    "no show .. can|take|come",
    "prefer|want|need|like something|anything @earlier",
    "send me .. message|text|note .. when|if ... @earlier",
    "let me know if|when|should ... @earlier",
    "let me know if|when .. opens|frees|cancels|available|opening|cancellation",
    "text|call|notify|tell|alert|ping|message me .. if|when ... @earlier",
    "text|call|notify|tell|alert|ping|message me .. if|when .. opens|frees|cancels|opening|cancellation",
    "if ... @earlier .. let|text|call|notify|tell|alert|message me",
    "if .. opens|frees|cancels .. let|text|call|notify|tell|alert|message me",
    "want|need|like|prefer|love|looking .. @earlier appointment|appt|visit|slot|time|date|one|spot",
    "want|need|like|prefer|love .. appointment|appt|visit|slot|time|date @earlier",
    "want|need|like|love to? come|be in|seen? @earlier",
    "put|add|sign|get me .. waitlist|wait|waiting list?",
    "want|like|love .. waitlist",
    // Portuguese
    "avise|avisem|avisa|avisam|avisar .. se|quando|caso ... @earlier",
    "avise|avisem|avisa|avisam|avisar .. se|quando|caso .. vagar|desmarcar|desistir|desistencia|liberar|surgir|abrir",
    "se|quando|caso ... @earlier .. me? avise|avisem|avisa|avisam|chame|chamem|falem",
    "se|quando|caso .. vagar|desmarcar|desistir|liberar|surgir|abrir .. me? avise|avisem|avisa|avisam|chame|chamem",
    "quero|queria|preciso|gostaria|prefiro|preferia .. consulta|horario|vaga|data|algo mais? @earlier",
    "adiantar|antecipar|adiantem|antecipem minha|a|o|meu|de? @visit ;|por|se|quando|obrigada|obrigado",
    "encaixar|encaixa|encaixe|encaixem .. @earlier",
    "encaixar|encaixa|encaixe|encaixem .. se|quando",
    "gostaria|queria|quero|consegue|conseguem|tem|posso .. antecipar|adiantar ;|minha|meu|a|o|esse|essa",
    "se .. vaga|horario|desistencia|alguem .. antes|vou|aceito|quero|pego|topo",
    "se .. alguem .. faltar|desmarcar|desistir|cancelar .. me|avisa|chama|lembra",
    "chama|chame|chamem|avisa|avisem .. se|quando .. alguem .. faltar|desmarcar|desistir|cancelar",
    "coloquem|coloca|fila|lista .. se|quando .. cancelar|desmarcar|desistir|faltar",
    "quero|queria|preciso|gostaria|prefiro .. data|horario|consulta mais proxima|proximo|cedo|perto",
    "chama|chame|chamem|avisa|avise .. aparecer|surgir|tiver ... @earlier",
    "entrar|coloca|coloque|coloquem|colocar|botar|bota|por|poe|ficar .. lista|fila de espera",
];

/// Something other than a visit comes before it.
pub(super) const ASIDE: &[&str] = &[
    "antes|before|earlier|cedo|temprano de|do|da|del|dos|the|my|que estudio|examen|exame|analisis|test|surgery|cirugia|operacion|comer|desayunar|tomar|procedimiento",
    "algo|anything|something .. before the|my|a test|exam|surgery|procedure",
    "tomar|comer|beber|ayuno|jejum|fasting|eat|drink|take|suspendo|paro",
];

/// Not any more.
pub(super) const NO_MORE: &[&str] = &[
    // Spanish
    "saquen|saque|saca|saquenme|saqueme|sacame|quiten|quitenme|quiteme|quitame|borren|borrenme|borrame|salir|salgo|salirme|bajar|bajarme|bajenme .. lista|fila de espera",
    "ya no quiero|necesito|deseo estar? .. esperar|lista|fila|adelantar|@earlier",
    "ya no me? avisen|avise .. @earlier",
    // English
    "take|remove|get me .. waitlist|wait|waiting list?",
    "leave the|your waitlist|wait|waiting list?",
    "no longer want|need .. waitlist|wait|waiting|@earlier list?",
    "dont want|need .. waitlist|waiting|@earlier list?",
    // Portuguese
    "tira|tire|tirem|tirar|retire|retirem|sair|saio .. lista|fila de espera",
    "nao quero|preciso mais esperar|lista|fila|adiantar|antecipar|@earlier",
    "nao quero|preciso mais .. lista|fila de espera",
];
